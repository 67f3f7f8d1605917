"""Pages of HTML: from markup to the rows and cells that a browser shows."""
