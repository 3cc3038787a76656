"""Floor 4, services (服务): what can be done here. One call is one transaction, with its audit events and jobs."""
