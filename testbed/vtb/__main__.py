import sys

from vtb.cli import main

sys.exit(main())
