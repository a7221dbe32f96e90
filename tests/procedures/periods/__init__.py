"""Periods: counting, rules, calendars and what States say."""
