"""Printed forms and the member record as data, and what reads and checks them."""
