"""Profile, scheme, scorecard, cohort, comparison, plan: all arithmetic exact, no framework, no language model.

``read_profile`` and ``load_scheme`` take outside data in and name every problem at once; ``score``, ``compare``,
``marginal_gains`` and ``plan`` are pure.
"""
