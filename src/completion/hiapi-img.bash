# hiapi-img: completion for bash, 3.2 or newer. In ~/.bashrc: eval "$(hiapi-img completion bash)"
_hiapi_img() {
  local IFS=$'\n'
  # The line and not its words: bash splits words at the characters of COMP_WORDBREAKS, of which : and = occur in values.
  COMPREPLY=($("$1" __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2> /dev/null))
  case ${COMPREPLY[0]} in
    :files) COMPREPLY=(); compopt -o default 2> /dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
    :folders) COMPREPLY=(); compopt -o dirnames 2> /dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
  esac
}
complete -F _hiapi_img hiapi-img hiapi-gpt-image-2
