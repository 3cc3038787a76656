"""Mail over Django's backend (邮件发送): an SMTP server where one is set up, memory in tests."""
