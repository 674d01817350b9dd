"""Spreadsheets in and out: what a kind of spreadsheet is, the files that carry it, and the kinds that apps bring."""
