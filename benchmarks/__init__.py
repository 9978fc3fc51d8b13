"""What is measured, and how the figures that the code carries were found."""
