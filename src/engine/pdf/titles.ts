/** False for what word processors and scanners put there: file names, "untitled", "Microsoft Word - ...". */
export function isSensibleTitle(title: string): boolean {
  if (title.length < 3 || title.length > 300 || !/\p{L}{2}/u.test(title)) return false;
  if (/^(?:untitled|unknown|no title|title|document\d*|scan\w*|image\w*|slide \d+|powerpoint presentation|microsoft \w+ -.*|about:blank|https?:.*)$/iu.test(title)) return false;
  return !/\.(?:pdf|docx?|dvi|tex|ps|eps|indd|qxd|xlsx?|pptx?|rtf|odt|txt|pmd|fm|p65|html?|wpd)$/iu.test(title);
}
