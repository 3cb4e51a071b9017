"""What was sold to whom: buying habits, growth of segments, products that go together, effect of campaigns."""
