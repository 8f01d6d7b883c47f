"""Commands: arguments in, one call out. Each module is a part of the command line.

| module | commands |
|---|---|
| `running` | run, status |
| `data` | import, check, layout, demo, provinces, trace, template, dictionary |
| `layers` | boundaries list, boundaries get |
| `screen` | no command: options in common, what a person sees |
"""
