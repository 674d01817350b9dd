"""Files of rows: CSV, XLSX and JSON, read within limits and written so that reading gives back what was written."""
