# hiapi-img: completion for fish, 3.1 or newer. Once: hiapi-img completion fish > ~/.config/fish/completions/hiapi-img.fish
function __hiapi_img
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    set -l candidates (command $program __complete fish $words "$current" 2> /dev/null)
    set -l option (string match -r -- '^--[^=]*=' "$current")
    set -l value (string replace -- "$option" '' "$current")
    switch "$candidates[1]"
        case :files
            printf '%s\n' "$option"(__fish_complete_path "$value")
        case :folders
            printf '%s\n' "$option"(__fish_complete_directories "$value" '')
        case '*'
            printf '%s\n' $candidates
    end
end
complete -c hiapi-img -f -k -a '(__hiapi_img)'
complete -c hiapi-gpt-image-2 -f -k -a '(__hiapi_img)'
