"""`hoso export` and `hoso eval`: records out, and how right they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.edge import json_option, open_log, workspace_option
from pipeline.config import open_workspace
from pipeline.messages import _
