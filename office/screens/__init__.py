"""Screens and groups: enrolment, their state, their reports."""
