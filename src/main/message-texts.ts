import type { ExportRequest } from '../contract/protocol.ts';
import type { Language } from './menu-texts.ts';

interface Message {
  readonly message: string;
  readonly detail: string;
}

/** What the desktop's dialogs say, in one language. */
export interface MessageTexts {
  readonly pageEnded: Message;
  readonly pageKeepsEnding: Message;
  readonly loadAgain: string;
  readonly quit: string;
  readonly openOutside: (address: string) => Message;
  readonly open: string;
  readonly cancel: string;
  readonly pickFiles: string;
  readonly pickFolders: string;
  readonly documents: string;
  readonly allFiles: string;
  readonly exportTo: string;
  /** What the kinds of exports are called. */
  readonly formats: Readonly<Record<ExportRequest['format'], string>>;
}

export const messageTexts: Readonly<Record<Language, MessageTexts>> = {
  en: {
    pageEnded: { message: 'The window was loaded again.', detail: 'Its page had stopped working. Nothing was lost: your documents and questions are kept by the engine.' },
    pageKeepsEnding: { message: 'The window keeps stopping.', detail: 'Your documents and questions are kept. Load the window again, or quit and start Infolio anew.' },
    loadAgain: 'Load Again',
    quit: 'Quit',
    openOutside: (address) => ({ message: 'Open this address outside of Infolio?', detail: `${address}\n\nInfolio itself never goes online; your browser or mail program will.` }),
    open: 'Open',
    cancel: 'Cancel',
    pickFiles: 'Open Documents',
    pickFolders: 'Open a Folder of Documents',
    documents: 'Documents',
    allFiles: 'All Files',
    exportTo: 'Export',
    formats: { md: 'Markdown', docx: 'Word Document', html: 'Web Page', pdf: 'PDF', json: 'JSON', csv: 'Table (CSV)', xlsx: 'Excel Workbook' },
  },
  'zh-CN': {
    pageEnded: { message: '窗口已重新加载。', detail: '页面曾停止工作。没有丢失任何内容:文档和问答都由引擎保存。' },
    pageKeepsEnding: { message: '窗口反复停止工作。', detail: '文档和问答都已保存。可以重新加载窗口,或退出后重新启动 Infolio。' },
    loadAgain: '重新加载',
    quit: '退出',
    openOutside: (address) => ({ message: '要在 Infolio 之外打开这个地址吗?', detail: `${address}\n\nInfolio 本身从不联网,但浏览器或邮件程序会联网。` }),
    open: '打开',
    cancel: '取消',
    pickFiles: '打开文档',
    pickFolders: '打开文档文件夹',
    documents: '文档',
    allFiles: '所有文件',
    exportTo: '导出',
    formats: { md: 'Markdown', docx: 'Word 文档', html: '网页', pdf: 'PDF', json: 'JSON', csv: '表格(CSV)', xlsx: 'Excel 工作簿' },
  },
};
