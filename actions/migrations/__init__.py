"""Schema history. A revision never imports application code; 0001 is the frame, each subject adds its own after it."""
