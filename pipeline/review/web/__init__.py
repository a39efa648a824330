"""The review as pages in a browser, served by this machine: `app` answers, templates and static show."""
