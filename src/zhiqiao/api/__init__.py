"""Floor 5, the REST entrance (接口): asks one service per operation and answers in JSON. Imports no other entrance."""
