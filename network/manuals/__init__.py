"""What good service is: standards, the operating manuals that state them, and who has taken note of which edition."""
