"""The `zhiqiao` command (命令行入口): one of the four entrances. Asks one service per command and prints the answer."""
