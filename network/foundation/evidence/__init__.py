"""Files handed in as evidence: photos, PDFs, Word and Excel documents. What a file is, its content decides.

`take` keeps one. A photo is decoded in a process that the kernel bounds and drawn anew, so that nothing but its pixels
is kept; the file that was sent is not. Everything else is kept as it came, and only ever handed out as a download.
Nothing here knows what a file is evidence of.
"""
