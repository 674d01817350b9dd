"""The spreadsheets of people and of the organisation."""
