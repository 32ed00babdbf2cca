"""How each kind of study is computed from its recorded inputs: one file a kind."""
