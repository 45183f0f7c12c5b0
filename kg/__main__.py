"""`python -m kg` is `kg`, where the script is not on the path."""

from kg.cli import main

if __name__ == "__main__":  # workers import this too
    raise SystemExit(main())
