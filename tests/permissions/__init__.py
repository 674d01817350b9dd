"""docs/permissions.md, made from the policies and from the table of addresses. `make permissions` writes it anew."""
