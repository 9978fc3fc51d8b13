"""How a change of facts becomes what everybody is answered from, and how nothing is lost on the way."""
