# Runs in the container of an MCP server that speaks over stdin and stdout; its arguments are the command of the server.
# Starts a process of it for each session that the bridge, in the container beside, asks for. They talk through named pipes in a shared directory:
# "control" has the bridge's wishes, "events" what came of them, and each process has one for stdin, stdout and stderr.
set -u
directory=$VIVARIUM_MCP_DIRECTORY
run=$(mktemp -d "$directory/run.XXXXXX") || exit 1
mkfifo "$run/control" "$run/events" || exit 1
# Open for both, so that opening waits for nobody and reading never ends; when this shell is gone, the bridge sees the end of "events".
exec 3<>"$run/control" 4<>"$run/events"
# The bridge says when to end, after the calls that are under way.
trap : TERM INT
echo "${run##*/}" >"$directory/current.new" && mv -f "$directory/current.new" "$directory/current" || exit 1
while :; do
  read -r verb id argument <&3 || continue
  case $verb in
    hello) echo "hello $id" >&4 ;;
    start)
      if mkfifo "$run/$id.in" "$run/$id.out" "$run/$id.err"; then
        echo "made $id" >&4
        (
          # A shell gives what it starts in the background an empty stdin, whatever its own is: hence by another number.
          exec 5<"$run/$id.in" >"$run/$id.out" 2>"$run/$id.err"
          "$@" <&5 3<&- 4<&- 5<&- &
          child=$!
          echo "up $id $child" >&4
          wait "$child"
          code=$?
          rm -f "$run/$id.in" "$run/$id.out" "$run/$id.err"
          echo "exit $id $code" >&4
        ) &
      else
        echo "exit $id 126" >&4
      fi
      ;;
    kill) kill -s "$argument" "$id" 2>/dev/null ;;
    quit) wait; exit 0 ;;
  esac
done
