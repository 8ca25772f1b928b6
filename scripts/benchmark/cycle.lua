-- For wrk: sends the requests of a file in turns. Each line has a method, a path and a body with
-- tabs between them. All requests are formatted before the first is sent, so this is not measured.
local requests = {}
local sent = 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
        requests[#requests + 1] = wrk.format(method, path, nil, body ~= "" and body or nil)
    end
end

function request()
    sent = sent + 1
    return requests[(sent - 1) % #requests + 1]
end
