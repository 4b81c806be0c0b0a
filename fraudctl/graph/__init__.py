"""The program's resources as a picture, made from the program itself."""
