"""`python -m zhiqiao.cli`, the same as `zhiqiao`."""

from zhiqiao.cli import main

main()
