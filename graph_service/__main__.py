"""``python -m graph_service``: the same as the command ``graph-service``."""

from graph_service.bootstrap import main

if __name__ == "__main__":
    main()
