"""The transformation pool (专利转化资源库): its terms, what makes an entry leave, what a listing's card can draw on."""
