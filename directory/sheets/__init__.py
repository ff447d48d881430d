"""What people keep in spreadsheets: files of theirs that are read cell by cell, files of ours that they open."""
