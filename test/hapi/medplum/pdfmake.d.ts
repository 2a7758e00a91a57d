/** Medplum's types name a package that it does not need at run time and that is not installed here. */
declare module 'pdfmake/interfaces' {
  export type TDocumentDefinitions = unknown;
  export type TFontDictionary = unknown;
  export type CustomTableLayout = unknown;
}
