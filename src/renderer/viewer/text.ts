/** The viewer's words in one language. Functions put numbers and names in. */
export interface ViewerText {
  readonly document: string;
  readonly toolbar: string;
  readonly page: (label: string) => string;
  readonly pageBox: string;
  readonly ofPages: (count: number) => string;
  readonly noSuchPage: (entered: string) => string;
  readonly previousPage: string;
  readonly nextPage: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly zoom: string;
  readonly fitWidth: string;
  readonly fitPage: string;
  readonly actualSize: string;
  readonly rotate: string;
  readonly back: string;
  readonly forward: string;
  readonly find: string;
  readonly sidePane: string;
  readonly outline: string;
  readonly thumbnails: string;
  readonly noOutline: string;
  readonly openBranch: (title: string) => string;
  readonly closeBranch: (title: string) => string;
  readonly findPlaceholder: string;
  readonly findNext: string;
  readonly findPrevious: string;
  readonly matchCase: string;
  readonly wholeWords: string;
  readonly matchAccents: string;
  readonly closeFind: string;
  readonly matches: (current: number, total: number) => string;
  readonly noMatches: string;
  readonly searching: string;
  readonly recallNext: string;
  readonly recallPrevious: string;
  readonly recallPlace: (nth: number, count: number, page: string) => string;
  readonly selection: string;
  readonly selectionHint: string;
  readonly highlight: (colour: 'yellow' | 'green' | 'blue' | 'pink') => string;
  readonly addNote: string;
  readonly copy: string;
  readonly copyFailed: string;
  readonly ownHighlight: (quote: string) => string;
  readonly loading: string;
  readonly locked: string;
  readonly lockedWhy: string;
  readonly wrongPassword: string;
  readonly password: string;
  readonly unlock: string;
  readonly failed: string;
  readonly tryAgain: string;
  readonly moved: string;
  readonly unreadable: string;
  readonly pageUnread: string;
  readonly nothingRead: string;
}

const en: ViewerText = {
  document: 'Document',
  toolbar: 'Document tools',
  page: (label) => `Page ${label}`,
  pageBox: 'Go to page',
  ofPages: (count) => `of ${String(count)}`,
  noSuchPage: (entered) => `There is no page “${entered}”.`,
  previousPage: 'Previous page',
  nextPage: 'Next page',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoom: 'Zoom',
  fitWidth: 'Fit width',
  fitPage: 'Fit page',
  actualSize: 'Actual size',
  rotate: 'Rotate',
  back: 'Back',
  forward: 'Forward',
  find: 'Find in document',
  sidePane: 'Outline and pages',
  outline: 'Outline',
  thumbnails: 'Pages',
  noOutline: 'This document has no outline.',
  openBranch: (title) => `Open ${title}`,
  closeBranch: (title) => `Close ${title}`,
  findPlaceholder: 'Find',
  findNext: 'Next match',
  findPrevious: 'Previous match',
  matchCase: 'Match case',
  wholeWords: 'Whole words',
  matchAccents: 'Match accents',
  closeFind: 'Close find',
  matches: (current, total) => `${String(current)} of ${String(total)}`,
  noMatches: 'No matches',
  searching: 'Searching…',
  recallNext: 'Next of the strongest places',
  recallPrevious: 'Previous of the strongest places',
  recallPlace: (nth, count, page) => `Strong place ${String(nth)} of ${String(count)}, page ${page}`,
  selection: 'Selected words',
  selectionHint: 'Words selected. Press Tab to highlight them.',
  highlight: (colour) => `Highlight in ${colour}`,
  addNote: 'Add note',
  copy: 'Copy',
  copyFailed: 'The words could not be copied; press Ctrl+C.',
  ownHighlight: (quote) => `Your highlight: ${quote}`,
  loading: 'Opening the document…',
  locked: 'This document is locked',
  lockedWhy: 'Its password is needed to show the pages. It is used once and not kept.',
  wrongPassword: 'That is not the password. Try again.',
  password: 'Password',
  unlock: 'Unlock',
  failed: 'The document cannot be shown.',
  tryAgain: 'Try again',
  moved: 'The file has moved; this is the text that was read.',
  unreadable: 'The pages cannot be drawn; this is the text that was read.',
  pageUnread: 'This page has not been read.',
  nothingRead: 'The file has moved and nothing of it has been read yet. Open it again from where it is now.',
};

const zhCN: ViewerText = {
  document: '文档',
  toolbar: '文档工具',
  page: (label) => `第 ${label} 页`,
  pageBox: '转到页面',
  ofPages: (count) => `/ ${String(count)}`,
  noSuchPage: (entered) => `没有第“${entered}”页。`,
  previousPage: '上一页',
  nextPage: '下一页',
  zoomIn: '放大',
  zoomOut: '缩小',
  zoom: '缩放',
  fitWidth: '适合宽度',
  fitPage: '适合页面',
  actualSize: '实际大小',
  rotate: '旋转',
  back: '后退',
  forward: '前进',
  find: '在文档中查找',
  sidePane: '目录和页面',
  outline: '目录',
  thumbnails: '页面',
  noOutline: '此文档没有目录。',
  openBranch: (title) => `展开 ${title}`,
  closeBranch: (title) => `收起 ${title}`,
  findPlaceholder: '查找',
  findNext: '下一个匹配',
  findPrevious: '上一个匹配',
  matchCase: '区分大小写',
  wholeWords: '全字匹配',
  matchAccents: '区分重音',
  closeFind: '关闭查找',
  matches: (current, total) => `第 ${String(current)} 个，共 ${String(total)} 个`,
  noMatches: '没有匹配',
  searching: '正在查找…',
  recallNext: '下一个最相关的位置',
  recallPrevious: '上一个最相关的位置',
  recallPlace: (nth, count, page) => `相关位置 ${String(nth)} / ${String(count)}，第 ${page} 页`,
  selection: '选中的文字',
  selectionHint: '已选中文字。按 Tab 键可标记。',
  highlight: (colour) => `用${{ yellow: '黄色', green: '绿色', blue: '蓝色', pink: '粉色' }[colour]}标记`,
  addNote: '添加笔记',
  copy: '复制',
  copyFailed: '无法复制；请按 Ctrl+C。',
  ownHighlight: (quote) => `你的标记：${quote}`,
  loading: '正在打开文档…',
  locked: '此文档已加密',
  lockedWhy: '需要密码才能显示页面。密码只使用一次，不会保存。',
  wrongPassword: '密码不正确，请重试。',
  password: '密码',
  unlock: '解锁',
  failed: '无法显示此文档。',
  tryAgain: '重试',
  moved: '文件已移动；这里显示的是已读取的文字。',
  unreadable: '无法绘制页面；这里显示的是已读取的文字。',
  pageUnread: '此页尚未读取。',
  nothingRead: '文件已移动，且尚未读取任何内容。请从它现在的位置重新打开。',
};

export const viewerTexts: Readonly<Record<'en' | 'zh-CN', ViewerText>> = { en, 'zh-CN': zhCN };
