"""Shapes of what the API takes and gives (接口数据结构), by room. Fields are named as in the domain; money is fen."""
