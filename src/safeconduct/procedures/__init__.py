"""The language of published law: model, loader, periods, checker. Everything outside web/ is pure."""
