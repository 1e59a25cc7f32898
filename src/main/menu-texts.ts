import type { Command } from '../contract/protocol.ts';

/** What the menus of the desktop say, in one language. */
export interface MenuTexts {
  readonly commands: Readonly<Record<Command, string>>;
  readonly file: string;
  readonly edit: string;
  readonly view: string;
  readonly go: string;
  readonly window: string;
  readonly help: string;
  readonly openRecent: string;
  readonly noRecent: string;
  readonly close: string;
  readonly quit: string;
  readonly hide: string;
  readonly hideOthers: string;
  readonly showAll: string;
  readonly services: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly fullScreen: string;
  readonly minimize: string;
  readonly zoomWindow: string;
  readonly front: string;
  readonly developerTools: string;
}

const english: MenuTexts = {
  commands: {
    open: 'Open…',
    openFolder: 'Open Folder…',
    print: 'Print…',
    find: 'Find in Document',
    findNext: 'Find Next',
    findPrevious: 'Find Previous',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    zoomReset: 'Actual Size',
    fitWidth: 'Fit Width',
    fitPage: 'Fit Page',
    rotate: 'Rotate',
    nextPage: 'Next Page',
    previousPage: 'Previous Page',
    firstPage: 'First Page',
    lastPage: 'Last Page',
    goToPage: 'Go to Page…',
    back: 'Back',
    forward: 'Forward',
    ask: 'Ask a Question',
    summarize: 'Summary',
    review: 'Review',
    export: 'Export…',
    palette: 'Command Palette…',
    settings: 'Settings…',
    enginePanel: 'Engine',
    toggleLibrary: 'Library',
    toggleOutline: 'Outline',
    toggleSide: 'Questions and Notes',
    notes: 'Notes',
    about: 'About Infolio',
  },
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  window: 'Window',
  help: 'Help',
  openRecent: 'Open Recent',
  noRecent: 'No Documents Yet',
  close: 'Close Window',
  quit: 'Quit Infolio',
  hide: 'Hide Infolio',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  services: 'Services',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  fullScreen: 'Full Screen',
  minimize: 'Minimize',
  zoomWindow: 'Zoom',
  front: 'Bring All to Front',
  developerTools: 'Developer Tools',
};

const chinese: MenuTexts = {
  commands: {
    open: '打开…',
    openFolder: '打开文件夹…',
    print: '打印…',
    find: '在文档中查找',
    findNext: '查找下一个',
    findPrevious: '查找上一个',
    zoomIn: '放大',
    zoomOut: '缩小',
    zoomReset: '实际大小',
    fitWidth: '适合宽度',
    fitPage: '适合页面',
    rotate: '旋转',
    nextPage: '下一页',
    previousPage: '上一页',
    firstPage: '第一页',
    lastPage: '最后一页',
    goToPage: '转到页面…',
    back: '后退',
    forward: '前进',
    ask: '提问',
    summarize: '摘要',
    review: '审阅',
    export: '导出…',
    palette: '命令面板…',
    settings: '设置…',
    enginePanel: '引擎',
    toggleLibrary: '文库',
    toggleOutline: '目录',
    toggleSide: '问答与笔记',
    notes: '笔记',
    about: '关于 Infolio',
  },
  file: '文件',
  edit: '编辑',
  view: '视图',
  go: '前往',
  window: '窗口',
  help: '帮助',
  openRecent: '最近打开',
  noRecent: '还没有文档',
  close: '关闭窗口',
  quit: '退出 Infolio',
  hide: '隐藏 Infolio',
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  services: '服务',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  fullScreen: '全屏',
  minimize: '最小化',
  zoomWindow: '缩放',
  front: '全部置于顶层',
  developerTools: '开发者工具',
};

/** Languages of the desktop's own texts. */
export type Language = 'en' | 'zh-CN';

export const menuTexts: Readonly<Record<Language, MenuTexts>> = { en: english, 'zh-CN': chinese };

/** The language to speak: the one chosen, or the first of the system's that Infolio knows. */
export function languageOf(chosen: 'system' | Language, system: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  for (const tag of system) {
    if (/^zh\b/iu.test(tag)) return 'zh-CN';
    if (/^en\b/iu.test(tag)) return 'en';
  }
  return 'en';
}
