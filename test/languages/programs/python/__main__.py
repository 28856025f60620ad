import pulumi

pulumi.export("said", f"{pulumi.Config().require('greeting')} from Python")
