"""What breaks: workers killed, messages lost and doubled, brokers gone. With real processes and nothing pretended."""
