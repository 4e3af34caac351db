"""Files people work with: the form to fill in, scorecards as Excel with live formulas, reports as Word.

Excel is written with XlsxWriter (formulas together with their values), read with openpyxl; Word with python-docx.
"""
