; Offers Infolio under "Open with" for what it reads, and takes no file type away from any other program.

!macro OfferFor EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "Infolio.Document" ""
!macroend

!macro WithdrawFrom EXTENSION
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "Infolio.Document"
!macroend

!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Infolio.Document" "" "Infolio"
  WriteRegStr SHCTX "Software\Classes\Infolio.Document\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\Infolio.Document\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro OfferFor ".pdf"
  !insertmacro OfferFor ".docx"
  !insertmacro OfferFor ".epub"
  !insertmacro OfferFor ".html"
  !insertmacro OfferFor ".htm"
  !insertmacro OfferFor ".txt"
  !insertmacro OfferFor ".md"
!macroend

!macro customUnInstall
  !insertmacro WithdrawFrom ".pdf"
  !insertmacro WithdrawFrom ".docx"
  !insertmacro WithdrawFrom ".epub"
  !insertmacro WithdrawFrom ".html"
  !insertmacro WithdrawFrom ".htm"
  !insertmacro WithdrawFrom ".txt"
  !insertmacro WithdrawFrom ".md"
  DeleteRegKey SHCTX "Software\Classes\Infolio.Document"
!macroend
