-- For wrk: sends the requests of a file in turns, each a line of method, path and body with tabs
-- between them. They are written before the first is sent, so that this costs nothing meanwhile.
local requests = {}
local at = 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
        requests[#requests + 1] = wrk.format(method, path, nil, body ~= "" and body or nil)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end
