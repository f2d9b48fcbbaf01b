"""`zhiqiao payout`: payouts rehearsed, from the click to the bank's statement."""
