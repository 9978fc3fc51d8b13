"""What the releases say, and how a question finds it: values in, values out.

Nothing here touches Discord, disk, a database, the clock, the environment or asyncio.
"""
