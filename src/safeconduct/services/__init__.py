"""Services: which help exists where and for whom, and referral with consent."""
