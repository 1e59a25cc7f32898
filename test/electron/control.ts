import type { Page } from 'playwright-core';

/** An item of the application's menu. */
export interface MenuEntry {
  readonly id: string | null;
  readonly label: string | null;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly enabled: boolean;
  readonly items: readonly MenuEntry[];
}

/** Something that the app asked of the system. */
export interface SystemCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a person or the operating system does outside the page. See README.md. */
export interface Control {
  menu(): Promise<readonly MenuEntry[]>;
  clickMenu(id: string): Promise<void>;
  answerOpenDialog(paths: readonly string[]): Promise<void>;
  answerSaveDialog(path: string): Promise<void>;
  answerMessageBox(button: number): Promise<void>;
  openFile(path: string): Promise<void>;
  secondInstance(args: readonly string[]): Promise<void>;
  dropFiles(paths: readonly string[], selector: string): Promise<void>;
  enginePid(): Promise<number | null>;
  calls(name?: string): Promise<readonly SystemCall[]>;
  setBounds(bounds: Bounds): Promise<void>;
  bounds(): Promise<Bounds>;
  isMaximized(): Promise<boolean>;
  maximize(): Promise<void>;
  setDisplays(areas: readonly Bounds[]): Promise<void>;
  setSystemDark(dark: boolean): Promise<void>;
  themeSource(): Promise<string>;
  requestPermission(name: string): Promise<boolean>;
  sendAs(sender: { readonly url: string; readonly mainFrame: boolean }, message: unknown): Promise<void>;
  webPreferences(): Promise<Readonly<Record<string, unknown>>>;
  crashPage(): Promise<void>;
  closeWindow(): Promise<void>;
  activate(): Promise<void>;
}

/** The running app. */
export interface LaunchedApp {
  readonly kind: 'electron' | 'stand-in';
  /** The window's page: the latest, after windows were closed and opened. */
  readonly page: Page;
  /** Waits for a page other than the present one. */
  nextPage(): Promise<Page>;
  readonly control: Control;
  output(): string;
  close(): Promise<void>;
  kill(): Promise<void>;
}
