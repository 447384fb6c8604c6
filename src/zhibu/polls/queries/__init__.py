"""What is asked about rounds and polls, and who may know it when."""
