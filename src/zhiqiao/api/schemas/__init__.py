"""Shapes of what the API takes and gives (接口数据结构), by room. Field names are those of the domain; money is integer fen."""
