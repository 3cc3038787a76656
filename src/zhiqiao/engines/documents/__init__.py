"""Writers of print-outs (打印文书生成): DOCX and PDF."""
