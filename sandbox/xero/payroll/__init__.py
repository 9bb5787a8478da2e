"""Payroll of an organisation: AU by its API 1.0, NZ and UK (and AU's timesheets) by 2.0."""
