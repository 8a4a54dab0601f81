#compdef hiapi-img hiapi-gpt-image-2
# hiapi-img: completion for zsh. In ~/.zshrc, after compinit: source <(hiapi-img completion zsh)
_hiapi_img() {
  local -a candidates=("${(@f)$("${(Q)words[1]}" __complete zsh "${(@)words[2,CURRENT - 1]}" "$PREFIX" 2> /dev/null)}")
  case $candidates[1] in
    (:files) compset -P '--*='; _files ;;
    (:folders) compset -P '--*='; _files -/ ;;
    (?*) _describe candidate candidates ;;
  esac
}
if [[ $funcstack[1] == _hiapi-img ]]; then
  _hiapi_img
elif (( $+functions[compdef] )); then
  compdef _hiapi_img hiapi-img hiapi-gpt-image-2
else
  print -u2 'hiapi-img: run compinit first: autoload -Uz compinit && compinit'
fi
